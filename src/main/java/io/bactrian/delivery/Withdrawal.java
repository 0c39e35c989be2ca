package io.bactrian.delivery;

/**
 * A version that is to serve nowhere any more.
 *
 * @param sha256 of the archive that it came from: another version of that number is not meant
 */
public record Withdrawal(String model, int version, String sha256) {
    boolean is(Delivered delivered) {
        return delivered != null && delivered.digest().equals(sha256);
    }
}
