package io.bactrian.ops;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Producer;

/**
 * A Kafka producer that cannot be made yet, as while no host of Kafka is known: each send tries to make it first, on the sending thread, and
 * fails as that does. Thread-safe.
 */
final class DeferredProducer implements InvocationHandler {
    private final Supplier<Producer<?, ?>> maker;
    private Producer<?, ?> made;
    private boolean closed;

    private DeferredProducer(Supplier<Producer<?, ?>> maker) {
        this.maker = maker;
    }

    /** @param maker makes the producer, or throws the reason why it cannot be made */
    static Producer<?, ?> of(Supplier<Producer<?, ?>> maker) {
        return (Producer<?, ?>) Proxy.newProxyInstance(Producer.class.getClassLoader(), new Class<?>[]{Producer.class},
                new DeferredProducer(maker));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return method.invoke(this, arguments);
        }
        Producer<?, ?> producer = producer(method.getName());
        if (producer == null) {
            return method.getReturnType() == Map.class ? Map.of() : null;
        }
        try {
            return method.invoke(producer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Null where there is none and none is needed. */
    private synchronized Producer<?, ?> producer(String method) {
        closed |= method.equals("close");
        if (made == null && !closed && !method.equals("metrics")) {
            made = maker.get();
        }
        if (made == null && method.equals("send")) {
            throw new IllegalStateException("The Kafka producer is closed");
        }
        return made;
    }
}
