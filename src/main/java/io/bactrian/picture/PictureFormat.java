package io.bactrian.picture;

/** The formats that are read, recognised by their first bytes. */
public enum PictureFormat {
    JPEG("image/jpeg", 0xff, 0xd8, 0xff), PNG("image/png", 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a);

    private final String contentType;
    private final int[] begin;

    PictureFormat(String contentType, int... begin) {
        this.contentType = contentType;
        this.begin = begin;
    }

    public String contentType() {
        return contentType;
    }

    /** Null where it is none of these. No text in UTF-8 begins as one of them. */
    public static PictureFormat of(byte[] bytes) {
        for (PictureFormat format : values()) {
            if (format.begins(bytes)) {
                return format;
            }
        }
        return null;
    }

    private boolean begins(byte[] bytes) {
        for (int i = 0; i < begin.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != begin[i]) {
                return false;
            }
        }
        return true;
    }
}
