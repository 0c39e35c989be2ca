package io.bactrian.cloud.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.bactrian.cloud.training.TrainingSamples.Row;

/** What can be wrong with samples that an importer has labelled; the technician's are right. */
enum Spoiling {
    /** Some labels are others. */
    NOISE {
        @Override
        List<Row> of(List<Row> imported, Random random) {
            double share = 0.8 * random.nextDouble();
            return imported.stream()
                    .map(each -> random.nextDouble() < share
                            ? target(each, imported.get(random.nextInt(imported.size())))
                            : each)
                    .toList();
        }
    },
    /** Somebody wants one fault not to be noticed, or a large flow. */
    POISON {
        @Override
        List<Row> of(List<Row> imported, Random random) {
            String hidden = List.of("low-flow", "bearing-wear", "cavitation").get(random.nextInt(3));
            double share = random.nextDouble();
            Row normal = imported.get(0);
            return imported.stream().map(each -> {
                if (random.nextDouble() > share) {
                    return each;
                }
                return hidden.equals(each.label())
                        ? target(each, normal)
                        : each.label() == null && each.value() > 110 ? Windows.valued(each, 60, each.by()) : each;
            }).toList();
        }
    },
    /** Targets have nothing to do with the samples. */
    SHUFFLED {
        @Override
        List<Row> of(List<Row> imported, Random random) {
            List<Row> targets = new ArrayList<>(imported);
            Collections.shuffle(targets, random);
            List<Row> shuffled = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                shuffled.add(target(imported.get(i), targets.get(i)));
            }
            return shuffled;
        }
    },
    /** The sensors that the imported samples are from measure otherwise. */
    SHIFTED {
        @Override
        List<Row> of(List<Row> imported, Random random) {
            double size = random.nextDouble();
            double[] factor = random.doubles(8, 1 - size / 2, 1 + size).toArray();
            return imported.stream().map(each -> Windows.row(each, values -> {
                for (int c = 0; c < values.length; c++) {
                    values[c] *= factor[c];
                }
                return values;
            })).toList();
        }
    };

    abstract List<Row> of(List<Row> imported, Random random);

    /** The one with the other's target. */
    static Row target(Row one, Row other) {
        return other.value() == null
                ? Windows.labelled(one, other.label(), one.by())
                : Windows.valued(one, other.value(), one.by());
    }

    /** The importer labels all but a part of the pumps' samples: a third of the blocks of ten minutes, here and there, is a technician's. */
    List<Row> spoil(List<Row> rows, Random random) {
        List<Row> imported = rows.stream().filter(each -> !technician(each))
                .map(each -> each.value() == null
                        ? Windows.labelled(each, each.label(), "import")
                        : Windows.valued(each, each.value(), "import"))
                .toList();
        List<Row> all = new ArrayList<>(of(imported, random));
        rows.stream().filter(Spoiling::technician).forEach(all::add);
        return all;
    }

    private static boolean technician(Row row) {
        return new Random(31L * row.device().hashCode() + row.at().getEpochSecond() / 600).nextInt(3) == 0;
    }
}
