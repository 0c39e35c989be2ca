package io.bactrian.cloud.deploy;

import io.bactrian.announce.Announcement;

/**
 * A record for the topic of the announcements.
 *
 * @param announcement null for a tombstone
 */
public record Publication(String key, Announcement announcement) {
}
