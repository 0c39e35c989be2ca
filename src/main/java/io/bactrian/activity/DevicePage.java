package io.bactrian.activity;

import java.util.List;

/**
 * Some devices, by name.
 *
 * @param known   all that are kept, whether the query finds them or not
 * @param devices those that were found
 * @param next    the name behind which more follow; null where none do
 */
public record DevicePage(int known, List<DeviceSnapshot> devices, String next) {
}
