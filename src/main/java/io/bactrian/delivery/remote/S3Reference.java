package io.bactrian.delivery.remote;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.bactrian.text.Excerpt;

/**
 * An archive in object storage, {@code s3://BUCKET/KEY}; which server that is, the configuration says.
 *
 * @param key as it is
 */
record S3Reference(String bucket, String key) implements Reference {
    private static final Pattern FORM = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(.{1,1024})");

    static S3Reference of(String url) {
        Matcher parts = FORM.matcher(url);
        if (!parts.matches() || parts.group(2).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("url is " + Excerpt.quoted(url) + "; expected s3://BUCKET/KEY");
        }
        return new S3Reference(parts.group(1), parts.group(2));
    }

    @Override
    public String text() {
        return "s3://" + bucket + "/" + key;
    }

    @Override
    public boolean fixed() {
        return true;
    }

    @Override
    public int version() {
        return 0;
    }

    @Override
    public boolean versioned() {
        return false;
    }

    @Override
    public Digested digested() {
        return Digested.ARCHIVE;
    }

    @Override
    public String expected() {
        return "make the archive inside the version's folder: zip -r ../version.zip .";
    }
}
