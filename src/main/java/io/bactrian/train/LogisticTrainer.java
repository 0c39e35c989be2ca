package io.bactrian.train;

import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.sgd.AbstractSGDTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import com.oracle.labs.mlrg.olcut.util.Pair;

/**
 * Tribuo's multinomial logistic regression: stochastic gradient descent with AdaGrad (J. Duchi et al., 2011).
 *
 * @param epochs how often every window is seen, at least 1
 * @param rate   the first step's length, above 0
 * @param seed   of the order in which windows are seen
 */
record LogisticTrainer(int epochs, double rate, long seed) implements Learner {
    private static final int MINIBATCH = 32;

    LogisticTrainer {
        TrainingException.unless(epochs >= 1, "--epochs", epochs, "1 or more");
        TrainingException.unless(rate > 0 && Double.isFinite(rate), "--rate", rate, "a number above 0");
    }

    @Override
    public Weights train(double[][] features, int[] targets, int labels, Console console) {
        Logger library = Logger.getLogger(AbstractSGDTrainer.class.getName());
        library.setLevel(Level.WARNING);
        int size = features[0].length;
        String[] names = IntStream.range(0, size).mapToObj("%06d"::formatted).toArray(String[]::new);
        MutableDataset<Label> data = new MutableDataset<>(new SimpleDataSourceProvenance("windows", new LabelFactory()),
                new LabelFactory());
        for (int w = 0; w < features.length; w++) {
            data.add(new ArrayExample<>(new Label(Integer.toString(targets[w])), names, features[w]));
        }
        Console.Work work = console.begin("Training on windows", (long) epochs * features.length);
        LogMulticlass objective = new LogMulticlass() {
            @Override
            public Pair<Double, SGDVector> lossAndGradient(Integer truth, SGDVector prediction) {
                work.next();
                return super.lossAndGradient(truth, prediction);
            }
        };
        LinearSGDModel model = new LinearSGDTrainer(objective, new AdaGrad(rate), epochs, Integer.MAX_VALUE, MINIBATCH, seed)
                .train(data);
        return weights(model, labels, names);
    }

    private static Weights weights(LinearSGDModel model, int labels, String[] names) {
        DenseMatrix trained = model.getWeightsCopy();
        Weights weights = new Weights(new double[labels][names.length], new double[labels]);
        for (int l = 0; l < labels; l++) {
            int row = model.getOutputIDInfo().getID(new Label(Integer.toString(l)));
            for (int f = 0; f < names.length; f++) {
                weights.weights()[l][f] = trained.get(row, model.getFeatureIDMap().getID(names[f]));
            }
            weights.bias()[l] = trained.get(row, names.length);
        }
        return weights;
    }
}
