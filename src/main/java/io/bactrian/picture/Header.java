package io.bactrian.picture;

/**
 * What a picture's file says before anything is decoded.
 *
 * @param width       pixels, as stored
 * @param height      pixels, as stored
 * @param bytesAPixel memory of a decoded pixel
 * @param orientation of EXIF, 1 to 8; 1 where there is none
 * @param pixels      the file with nothing in it but what its pixels need: no colour profile, no text, no thumbnail
 */
record Header(PictureFormat format, int width, int height, int bytesAPixel, int orientation, byte[] pixels) {
    /** @throws PictureException where it is cut off, or of a kind that is not read */
    static Header of(byte[] picture) {
        PictureFormat format = PictureFormat.of(picture);
        if (format == null) {
            throw PictureException.refused("the message is no picture: expected a JPEG or PNG file");
        }
        try {
            return format == PictureFormat.JPEG ? new JpegFile(picture).header() : new PngFile(picture).header();
        } catch (IndexOutOfBoundsException e) {
            throw cut(format);
        }
    }

    static PictureException cut(PictureFormat format) {
        return PictureException.refused("the " + format + " file is cut off: send the whole file");
    }
}
