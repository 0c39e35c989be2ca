package io.bactrian.ops;

import java.time.Duration;
import java.util.Optional;

import io.bactrian.text.Range;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.WithDefault;

/** {@code bactrian.cloud.pool.*}. */
interface PoolConfiguration {
    /**
     * who has it may <a href="pool.md#download">fetch archives</a>, as may who has the token of control. Without it, whoever reaches a
     * loopback address may, and where {@code quarkus.http.host} is another only who has the token of control
     */
    Optional<Literal> token();

    /** the Ed25519 key (PKCS#8, PEM) that <a href="pool.md#signatures">signs</a> versions when they are added. Without it, nothing is signed */
    Optional<Literal> signingKey();

    /** whether a version must be <a href="pool.md#approval">approved</a> before it is deployed: {@code required}, or {@code none} */
    @WithDefault("none")
    PoolApproval approval();

    /** the most that an archive may have, and the most that it may hold once unpacked */
    @WithDefault("1G")
    @Range(least = "1")
    MemorySize maxBytes();

    /** the most that all archives, and what is on its way, may take on the disk; an upload takes up to three times its size on its way */
    @WithDefault("16G")
    @Range(least = "1")
    MemorySize capacity();

    /** what must stay free on the disk */
    @WithDefault("256M")
    @Range(least = "0")
    MemorySize minFree();

    /** archives that are uploaded at a time; others are asked to come again */
    @WithDefault("2")
    @Range(least = "1", most = "16")
    int uploads();

    /** archives that are downloaded at a time; others are asked to come again */
    @WithDefault("128")
    @Range(least = "1", most = "200")
    int downloads();

    /** how long a client may take for 64 KiB of an archive before its connection is closed; 1s or more */
    @WithDefault("1m")
    @Range(least = "1s")
    Duration patience();
}
