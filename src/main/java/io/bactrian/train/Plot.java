package io.bactrian.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.hipparchus.stat.StatUtils;

/** Pictures as SVG: one square of axes with lines or dots. */
final class Plot {
    private static final int SIZE = 420;
    private static final int MARGIN = 56;
    private static final int MOST_POINTS = 1_500;
    private static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

    private final StringBuilder svg = new StringBuilder();
    private final double left;
    private final double width;
    private final double bottom;
    private final double height;

    private Plot(double left, double right, double bottom, double top, String horizontal, String vertical) {
        this.left = left;
        this.width = right > left ? right - left : 1;
        this.bottom = bottom;
        this.height = top > bottom ? top - bottom : 1;
        int far = SIZE + MARGIN;
        add("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
                SIZE + 2 * MARGIN, SIZE + 2 * MARGIN, SIZE + 2 * MARGIN, SIZE + 2 * MARGIN);
        add("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888\"/>\n", MARGIN, MARGIN, SIZE, SIZE);
        text(MARGIN, far + 16, "middle", String.format(Locale.ROOT, "%.4g", left));
        text(far, far + 16, "middle", String.format(Locale.ROOT, "%.4g", left + width));
        text(MARGIN - 6, far, "end", String.format(Locale.ROOT, "%.3g", bottom));
        text(MARGIN - 6, MARGIN + 4, "end", String.format(Locale.ROOT, "%.3g", bottom + height));
        text(MARGIN + SIZE / 2, far + 36, "middle", horizontal);
        text(MARGIN, MARGIN - 14, "start", vertical);
    }

    /** A curve each, with the area under it. */
    static String roc(List<Roc> curves) {
        Plot plot = new Plot(0, 1, 0, 1, "false alarms", "found");
        plot.line(List.of(new double[]{0, 0}, new double[]{1, 1}), "#ccc");
        for (int c = 0; c < curves.size(); c++) {
            String colour = COLOURS.get(c % COLOURS.size());
            plot.line(thinned(curves.get(c).points()), colour);
            if (c < 12) {
                int y = MARGIN + SIZE - 14 - 18 * (Math.min(curves.size(), 12) - 1 - c);
                plot.add("<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", MARGIN + 150, y - 10, colour);
                plot.text(MARGIN + 168, y, "start",
                        String.format(Locale.ROOT, "%s, area %.4f", curves.get(c).name(), curves.get(c).area()));
            }
        }
        return plot.toString();
    }

    /** A dot a window. */
    static String residuals(double[] answered, double[] residuals, String name) {
        if (answered.length == 0) {
            return "";
        }
        double left = StatUtils.min(answered);
        double right = StatUtils.max(answered);
        Plot plot = new Plot(left, right, StatUtils.min(residuals), StatUtils.max(residuals), name + ", as answered",
                "measured less answered");
        List<double[]> dots = new ArrayList<>();
        for (int w = 0; w < answered.length; w++) {
            dots.add(new double[]{answered[w], residuals[w]});
        }
        if (plot.bottom < 0 && plot.bottom + plot.height > 0) {
            plot.line(List.of(new double[]{left, 0}, new double[]{right, 0}), "#ccc");
        }
        for (double[] dot : thinned(dots)) {
            plot.add("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.5\" fill=\"%s\" fill-opacity=\"0.5\"/>\n", plot.x(dot[0]),
                    plot.y(dot[1]), COLOURS.get(0));
        }
        return plot.toString();
    }

    private static List<double[]> thinned(List<double[]> points) {
        int step = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
        List<double[]> thinned = new ArrayList<>();
        for (int p = 0; p < points.size(); p += step) {
            thinned.add(points.get(p));
        }
        thinned.add(points.get(points.size() - 1));
        return thinned;
    }

    private void line(List<double[]> points, String colour) {
        add("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"", colour);
        points.forEach(each -> add("%.1f,%.1f ", x(each[0]), y(each[1])));
        add("\"/>\n");
    }

    private void text(int x, int y, String anchor, String text) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, Html.escaped(text));
    }

    private double x(double value) {
        return MARGIN + SIZE * (value - left) / width;
    }

    private double y(double value) {
        return MARGIN + SIZE * (1 - (value - bottom) / height);
    }

    private void add(String format, Object... args) {
        svg.append(String.format(Locale.ROOT, format, args));
    }

    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
