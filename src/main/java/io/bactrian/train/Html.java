package io.bactrian.train;

import java.util.List;
import java.util.stream.Collectors;

/** The few parts of HTML that a report is made of. */
final class Html {
    private static final String PAGE = """
                                       <!DOCTYPE html>
                                       <html lang="en">
                                       <head>
                                       <meta charset="utf-8">
                                       <title>%s</title>
                                       <style>
                                       body { font: 15px/1.5 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #222 }
                                       table { border-collapse: collapse }
                                       td, th { border: 1px solid #ccc; padding: .25em .7em; text-align: right }
                                       td:first-child, th:first-child { text-align: left }
                                       svg { max-width: 100%%; height: auto }
                                       svg text { font: 12px system-ui, sans-serif; fill: #444 }
                                       </style>
                                       </head>
                                       <body>
                                       <h1>%s</h1>
                                       <p>%s</p>
                                       %s</body>
                                       </html>
                                       """;

    private Html() {
    }

    static String page(String title, String description, String body) {
        return PAGE.formatted(escaped(title), escaped(title), escaped(description), body);
    }

    static String section(String title, String content) {
        return "<h2>" + escaped(title) + "</h2>\n" + content;
    }

    static String table(List<String> header, List<List<String>> rows) {
        return "<table>\n" + (header.isEmpty() ? "" : row("th", header))
                + rows.stream().map(each -> row("td", each)).collect(Collectors.joining()) + "</table>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream().map(each -> "<" + tag + ">" + escaped(each) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }
}
