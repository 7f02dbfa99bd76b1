package dev.evenkeel.extender;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Where kube-scheduler finds the verbs. Only bind waits for somebody else. */
@Path("/extender")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
public class ExtenderResource {
    private final Extender extender;

    public ExtenderResource(Extender extender) {
        this.extender = extender;
    }

    @POST
    @Path("/filter")
    @NonBlocking
    public byte[] filter(byte[] body) throws BadCallException {
        return extender.call(Verb.FILTER, body);
    }

    @POST
    @Path("/prioritize")
    @NonBlocking
    public byte[] prioritize(byte[] body) throws BadCallException {
        return extender.call(Verb.PRIORITIZE, body);
    }

    @POST
    @Path("/bind")
    @RunOnVirtualThread
    public byte[] bind(byte[] body) throws BadCallException {
        return extender.call(Verb.BIND, body);
    }

    @POST
    @Path("/preempt")
    @NonBlocking
    public byte[] preempt(byte[] body) throws BadCallException {
        return extender.call(Verb.PREEMPT, body);
    }
}
