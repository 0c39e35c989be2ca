package io.bactrian.cloud;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

import io.bactrian.cloud.deploy.Publication;

/** Hands announcements to the route {@code direct:announcement} and returns when Kafka has them; throws where that is not known. Any thread. */
public record AnnouncementPublisher(ProducerTemplate template) implements Consumer<Publication> {
    private static final Duration IN_TIME = Duration.ofSeconds(20);

    @Override
    public void accept(Publication publication) {
        try {
            Exchange sent = template.asyncSend("direct:announcement?block=false",
                    made -> made.getMessage().setBody(publication)).get(IN_TIME.toSeconds(), TimeUnit.SECONDS);
            if (sent.getException() != null) {
                throw new IllegalStateException(notSent(publication, sent.getException().getMessage()), sent.getException());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(notSent(publication, "Kafka has not taken it within " + IN_TIME), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(notSent(publication, "interrupted"), e);
        }
    }

    private static String notSent(Publication publication, String reason) {
        return publication.key() + " is not announced: " + reason + "; it is tried again";
    }
}
