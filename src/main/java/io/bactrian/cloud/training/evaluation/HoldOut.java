package io.bactrian.cloud.training.evaluation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.bactrian.model.repository.Digest;

/**
 * Which examples judge and which train, without a row in common. A block is what one device said within a stretch of time; it is on one
 * side as a whole. Held out are all blocks of some devices, and of the others, for each label, the newest blocks and some of the earlier
 * ones: the newest alone would not show what a candidate has forgotten.
 *
 * @param share   of each device's blocks with judging examples that is held out, above 0 and below 1: half of it the newest, half of it chosen
 *                by a digest, so that an earlier block once held out stays so
 * @param devices share of the devices that is held out, 0 to below 1
 * @param block   how long a block is
 * @param gap     how far in time a training example is from every held-out block of its device
 */
public record HoldOut(double share, double devices, Duration block, Duration gap) {
    /** With fewer, one device is too many to give away. */
    private static final int FEWEST_DEVICES = 4;
    private static final int DIGITS = 8;

    /** Of a device, the number of its stretch of time. */
    record Block(String device, long number) {
    }

    /**
     * @param heldOut of trusted labels and known weight only
     * @param dropped examples that are too close to a held-out one to train
     */
    public record Partition(List<Example> training, List<Example> heldOut, Set<String> devicesHeldOut, int dropped) {
    }

    Block block(Example example) {
        return new Block(example.device(), Math.floorDiv(example.at().toEpochMilli(), block.toMillis()));
    }

    /** The same examples give the same partition, in whatever order. */
    public Partition split(List<Example> examples) {
        List<Example> judges = examples.stream().filter(Example::judges).toList();
        Set<String> whole = devicesHeldOut(judges);
        Set<Block> heldOutBlocks = ofEachLabel(judges.stream().filter(each -> !whole.contains(each.device())).toList());
        List<Example> heldOut = new ArrayList<>();
        List<Example> others = new ArrayList<>();
        for (Example each : examples) {
            if (!whole.contains(each.device()) && !heldOutBlocks.contains(block(each))) {
                others.add(each);
            } else if (each.judges()) {
                heldOut.add(each);
            }
        }
        RowOverlap rows = new RowOverlap(heldOut);
        Map<String, NavigableMap<Long, Block>> byDevice = new HashMap<>();
        heldOutBlocks
                .forEach(each -> byDevice.computeIfAbsent(each.device(), device -> new TreeMap<>()).put(each.number(), each));
        List<Example> training = others.stream()
                .filter(each -> !near(each.at(), byDevice.get(each.device())) && !rows.touches(each)).toList();
        return new Partition(training, List.copyOf(heldOut), whole, others.size() - training.size());
    }

    /** By a digest of their names, so that a device once held out stays so; none that alone has a label. */
    private Set<String> devicesHeldOut(List<Example> judges) {
        Map<String, Set<String>> labels = new TreeMap<>(Comparator.comparing((String name) -> Digest.of(name)));
        judges.forEach(each -> labels.computeIfAbsent(each.device(), device -> new HashSet<>())
                .add(each.label() == null ? "" : each.label()));
        Set<String> chosen = new HashSet<>();
        if (labels.size() < FEWEST_DEVICES || devices == 0) {
            return chosen;
        }
        int wanted = (int) Math.max(1, devices * labels.size());
        for (Map.Entry<String, Set<String>> each : labels.entrySet()) {
            Set<String> elsewhere = labels.entrySet().stream()
                    .filter(other -> !other.getKey().equals(each.getKey()) && !chosen.contains(other.getKey()))
                    .flatMap(other -> other.getValue().stream()).collect(Collectors.toSet());
            if (chosen.size() < wanted && elsewhere.containsAll(each.getValue())) {
                chosen.add(each.getKey());
            }
        }
        return chosen;
    }

    /** A block counts for the rarest of its labels. */
    private Set<Block> ofEachLabel(List<Example> judges) {
        Map<String, Long> counts = judges.stream()
                .collect(Collectors.groupingBy(each -> String.valueOf(each.label()), Collectors.counting()));
        Map<Block, String> rarest = new LinkedHashMap<>();
        for (Example each : judges) {
            rarest.merge(block(each), String.valueOf(each.label()),
                    (one, other) -> counts.get(one) <= counts.get(other) ? one : other);
        }
        Map<List<String>, List<Block>> sequences = new HashMap<>();
        rarest.forEach((each, label) -> sequences.computeIfAbsent(List.of(each.device(), label), key -> new ArrayList<>())
                .add(each));
        Set<Block> heldOut = new HashSet<>();
        for (List<Block> sequence : sequences.values()) {
            sequence.sort(Comparator.comparingLong(Block::number));
            int last = sequence.size() < 2 ? 0 : (int) Math.min(sequence.size() - 1, Math.ceil(share / 2 * sequence.size()));
            List<Block> earlier = sequence.subList(0, sequence.size() - last);
            List<Block> chosen = earlier.stream().filter(this::chosen).toList();
            heldOut.addAll(chosen.subList(0, Math.min(chosen.size(), Math.max(0, earlier.size() - 1))));
            heldOut.addAll(sequence.subList(sequence.size() - last, sequence.size()));
        }
        return heldOut;
    }

    private boolean chosen(Block block) {
        long digest = Long.parseLong(Digest.of(block.device() + '\n' + block.number()).substring(0, DIGITS), 16);
        return digest < share / 2 * (1L << 4 * DIGITS);
    }

    private boolean near(Instant at, NavigableMap<Long, Block> heldOut) {
        if (heldOut == null) {
            return false;
        }
        long time = at.toEpochMilli();
        long first = Math.floorDiv(time - gap.toMillis(), block.toMillis());
        long last = Math.floorDiv(time + gap.toMillis(), block.toMillis());
        return !heldOut.subMap(first, true, last, true).isEmpty();
    }
}
