package io.bactrian.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/** What Kubernetes demands of single values: enumerations, quantities, names, labels, ports. The types are others' affair. */
final class FieldRules {
    /** @param path of a value, its keys parted by blanks, without places in arrays @param value what it must match */
    private record Rule(Pattern path, Pattern value, String expected) {
        static Rule of(String path, String value, String expected) {
            return new Rule(Pattern.compile("(.* )?" + path), Pattern.compile(value), expected);
        }

        static Rule oneOf(String path, String... values) {
            return of(path, String.join("|", values), "one of " + List.of(values));
        }
    }

    private static final String LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
    private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";
    private static final String PART = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
    private static final Pattern KEY = Pattern.compile("(" + SUBDOMAIN + "/)?" + PART);
    private static final Pattern FREE = Pattern.compile("(data|stringData)( .*)?|(.* )?configData .*");
    private static final Pattern KEYED = Pattern.compile("(.* )?(labels|annotations|matchLabels|nodeSelector) ([^ ]+)");

    private static final List<Rule> RULES = List.of(
            Rule.of("metadata name", SUBDOMAIN, "lower case letters, digits, - and ."),
            Rule.of("metadata namespace", LABEL, "lower case letters, digits and -"),
            Rule.of("(labels|matchLabels|nodeSelector) [^ ]+", "(" + PART + ")?",
                    "at most 63 letters, digits, -, _ and ., a letter or digit first and last"),
            Rule.of("(containers|initContainers|volumes|volumeMounts) name", LABEL, "lower case letters, digits and -"),
            Rule.of("(containers|initContainers) env name", "[-._a-zA-Z][-._a-zA-Z0-9]*", "letters, digits, -, _ and ."),
            Rule.of("(containers|initContainers|spec) ports name", "(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?",
                    "at most 15 lower case letters, digits and -"),
            Rule.of("(limits|requests) [^ ]+", "[0-9]+(\\.[0-9]+)?(m|k|[KMGTPE]i|[MGTPE])?",
                    "a quantity, such as 250m or 64Mi"),
            Rule.of("(containerPort|hostPort|nodePort|port|targetPort)",
                    "[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]|[a-z][-a-z0-9]*",
                    "a port, 1 to 65535, or the name of one"),
            Rule.of("(mountPath|hostPath path)", "/[^:]*", "an absolute path without a colon"),
            Rule.of("httpGet path", "/.*", "a path"),
            Rule.of("replicas|.*Seconds|.*Threshold|minAvailable|maxUnavailable", "[0-9]+%?", "a whole number, 0 or more"),
            Rule.oneOf("tolerations operator", "Exists", "Equal"),
            Rule.oneOf("tolerations effect", "NoSchedule", "PreferNoSchedule", "NoExecute"),
            Rule.oneOf("matchExpressions operator", "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
            Rule.oneOf("policyTypes", "Ingress", "Egress"),
            Rule.oneOf("accessModes", "ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
            Rule.oneOf("podManagementPolicy", "OrderedReady", "Parallel"),
            Rule.oneOf("dnsPolicy", "ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
            Rule.oneOf("restartPolicy", "Always", "OnFailure", "Never"),
            Rule.oneOf("imagePullPolicy", "Always", "IfNotPresent", "Never"),
            Rule.oneOf("fsGroupChangePolicy", "OnRootMismatch", "Always"),
            Rule.oneOf("whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway"),
            Rule.oneOf("seccompProfile type", "RuntimeDefault", "Localhost", "Unconfined"),
            Rule.oneOf("updateStrategy type", "RollingUpdate", "OnDelete"),
            Rule.oneOf("strategy type", "RollingUpdate", "Recreate"),
            Rule.oneOf("hostPath type", "", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"),
            Rule.oneOf("ports protocol", "TCP", "UDP", "SCTP"),
            Rule.oneOf("scheme", "HTTP", "HTTPS"),
            Rule.oneOf("subjects kind", "User", "Group", "ServiceAccount"),
            Rule.oneOf("roleRef kind", "Role", "ClusterRole"),
            Rule.oneOf("rules verbs", "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"));

    private FieldRules() {
    }

    /** What is wrong with an object's values, by path; empty when nothing is. */
    static List<String> problems(JsonNode object) {
        var problems = new ArrayList<String>();
        if (object.at("/metadata/name").asText().isEmpty()) {
            problems.add("metadata name is missing");
        }
        walk("", object, problems);
        return problems;
    }

    private static void walk(String path, JsonNode node, List<String> problems) {
        if (FREE.matcher(path).matches()) {
            return;
        }
        if (node.isValueNode()) {
            check(path, node.asText(), problems);
        }
        node.properties().forEach(field -> walk((path + " " + field.getKey()).strip(), field.getValue(), problems));
        if (node.isArray()) {
            node.forEach(element -> walk(path, element, problems));
        }
    }

    private static void check(String path, String value, List<String> problems) {
        var keyed = KEYED.matcher(path);
        if (keyed.matches() && !KEY.matcher(keyed.group(3)).matches()) {
            problems.add(path + ": the key is not [prefix/]name");
        }
        for (var rule : RULES) {
            if (rule.path.matcher(path).matches() && !rule.value.matcher(value).matches()) {
                problems.add(path + " is '" + value + "', not " + rule.expected);
            }
        }
    }
}
