package io.bactrian.flow;

import io.bactrian.codec.Result;
import io.bactrian.follow.Trail.State;
import io.bactrian.learn.Selection;
import io.bactrian.telemetry.BadInput;

/** What steps say of a message that somebody follows. Of all others each is one look at the message's context. Any thread; nothing waits. */
final class TrailNotes {
    private static final String NOTHING = "{}";

    private TrailNotes() {
    }

    static void enriched(MessageContext context) {
        if (context.trail() != null) {
            context.trail().add("enriched", TrailDetails.enriched(context.input()));
        }
    }

    /** The message's value waits for its row. */
    static void waits(MessageContext context) {
        if (context != null && context.trail() != null) {
            context.trail().add("waits", NOTHING);
        }
    }

    static void answered(MessageContext context, Result result, byte[] answer) {
        if (context.trail() != null) {
            context.trail().add("answered", State.ANSWERED, TrailDetails.answered(result, answer));
        }
    }

    static void refused(MessageContext context, BadInput cause) {
        if (context.trail() != null) {
            context.trail().add("refused", State.REFUSED, TrailDetails.refused(cause));
        }
    }

    static void expired(MessageContext context) {
        if (context.trail() != null) {
            context.trail().add("expired", State.EXPIRED, NOTHING);
        }
    }

    /** The broker has acknowledged the answer. */
    static void published(MessageContext context) {
        if (context.trail() != null) {
            context.trail().add("published", TrailDetails.text("topic", context.replyTopic()));
        }
    }

    /** It was decided whether the message becomes a sample; one that does is about to be stored. */
    static void selected(MessageContext context) {
        if (context.trail() == null) {
            return;
        }
        Selection selection = context.selection();
        if (selection.kept()) {
            recorded(context, "sampled", context.input().telemetry().id(), selection.reason());
        } else {
            context.trail().add("not-sampled", TrailDetails.text("reason", selection.overQuota() ? "quota" : "policy"));
        }
    }

    private static void recorded(MessageContext context, String step, String recordId, String reason) {
        context.trail().add(step, TrailDetails.text("reason", reason));
        context.trail().awaitRecord(recordId);
    }

    /** The message is about to be stored as a dead letter. */
    static void deadLetter(MessageContext context, BadInput cause) {
        if (context.trail() != null) {
            recorded(context, "dead-letter", context.id(cause), cause.code().code());
        }
    }
}
