package io.bactrian.ops;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.tools.ToolProvider;

import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;

import io.smallrye.config.ConfigMappingInterface.Property;

/** The list of all keys for docs/operations.md, from {@link Configuration} and its comments. */
final class ConfigurationDocs {
    private static final Path SOURCES = Path.of("src/main/java/io/bactrian");
    private static final int WIDTH = 120;

    /** Comments by {@code Interface.method}, in the order of the source. */
    private final Map<String, String> comments = new LinkedHashMap<>();
    private final List<String> order;

    ConfigurationDocs() throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjects(SOURCES.resolve("ops/Configuration.java"),
                            SOURCES.resolve("ops/KubernetesConfiguration.java"),
                            SOURCES.resolve("ops/HttpConfiguration.java"),
                            SOURCES.resolve("ops/CloudConfiguration.java"),
                            SOURCES.resolve("ops/DeploymentConfiguration.java"),
                            SOURCES.resolve("ops/InferenceConfiguration.java"),
                            SOURCES.resolve("ops/DetectorConfiguration.java"),
                            SOURCES.resolve("ops/DeliveryConfiguration.java"),
                            SOURCES.resolve("ops/MqttConfiguration.java"), SOURCES.resolve("ops/TwinsConfiguration.java"),
                            SOURCES.resolve("ops/SamplesConfiguration.java"),
                            SOURCES.resolve("ops/DriftConfiguration.java"),
                            SOURCES.resolve("ops/DeliveryConfiguration.java"),
                            SOURCES.resolve("ops/StatisticsConfiguration.java"),
                            SOURCES.resolve("rollout/RolloutConfiguration.java")));
            for (var unit : task.parse()) {
                new Comments(DocTrees.instance(task)).scan(unit, null);
            }
        }
        order = List.copyOf(comments.keySet());
    }

    private final class Comments extends TreePathScanner<Void, Void> {
        private final DocTrees trees;

        private Comments(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            var type = (com.sun.source.tree.ClassTree) getCurrentPath().getParentPath().getLeaf();
            String comment = trees.getDocComment(getCurrentPath());
            comments.put(type.getSimpleName() + "." + method.getName(), comment == null ? "" : markdown(comment));
            return null;
        }
    }

    private static String markdown(String comment) {
        return comment.strip().replaceAll("\\s+", " ").replaceAll("\\{@code ([^}]*)}", "`$1`")
                .replaceAll("<a href=\"([^\"]*)\">([^<]*)</a>", "[$2]($1)");
    }

    /** Of each key, and of each group of keys. */
    Map<String, String> comments() {
        return comments;
    }

    String markdown() {
        var text = new StringBuilder();
        Map<String, List<String>> groups = new LinkedHashMap<>();
        var inOrder = Comparator.comparingInt((Map.Entry<String, Property> key) -> order.indexOf(group(key.getValue())))
                .thenComparingInt(key -> order.indexOf(name(key.getValue())));
        ConfigurationReader.keys().entrySet().stream().sorted(inOrder)
                .forEach(key -> groups.computeIfAbsent(key.getKey().split("\\.")[1], group -> new ArrayList<>())
                        .add(entry(key.getKey(), key.getValue())));
        order.stream().filter(name -> name.startsWith("Configuration.")).forEach(name -> {
            String group = name.substring("Configuration.".length()).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            String title = comments.get(name);
            text.append(title.endsWith(".") ? "\n**" + title.substring(0, title.length() - 1) + "**\n\n" : "\n");
            groups.get(group).forEach(text::append);
        });
        return text.append('\n').toString();
    }

    private String entry(String key, Property property) {
        String value = property.hasDefaultValue() ? "`" + property.getDefaultValue() + "`" : "none";
        String secret = ConfigurationReader.isLiteral(property) ? "; or `" + key + "-file`" : "";
        return wrap("- `" + key + "` (" + value + "): " + comment(property) + secret);
    }

    private String comment(Property property) {
        String comment = comments.get(name(property));
        if (comment == null) {
            throw new IllegalStateException(name(property) + " has no comment in the files that are read here");
        }
        return comment;
    }

    /** The method that a nested group of keys is reached by, or the key's own where it is in none. */
    private String group(Property property) {
        String type = property.getMethod().getDeclaringClass().getSimpleName().toLowerCase(Locale.ROOT);
        return order.stream().filter(name -> !name.startsWith("Configuration.") && name.endsWith("." + type)).findFirst()
                .orElse(name(property));
    }

    private static String name(Property property) {
        return property.getMethod().getDeclaringClass().getSimpleName() + "." + property.getMethod().getName();
    }

    private static String wrap(String text) {
        var lines = new StringBuilder();
        int column = 0;
        for (String word : text.split(" ")) {
            if (column > 0 && column + 1 + word.length() > WIDTH) {
                lines.append("\n ");
                column = 1;
            }
            lines.append(column == 0 ? "" : " ").append(word);
            column += (column == 0 ? 0 : 1) + word.length();
        }
        return lines.append('\n').toString();
    }
}
