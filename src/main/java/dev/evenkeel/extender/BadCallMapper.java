package dev.evenkeel.extender;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request that is not one of the protocol's gets 400 and the reason. */
@Provider
public class BadCallMapper implements ExceptionMapper<BadCallException> {
    private static final Logger LOG = LoggerFactory.getLogger(BadCallMapper.class);

    private final ExtenderCodec codec = new ExtenderCodec();

    @Override
    public Response toResponse(BadCallException bad) {
        LOG.warn("Not a call of the extender protocol: {}", bad.getMessage());
        return Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.APPLICATION_JSON)
                .entity(codec.writeError(String.valueOf(bad.getMessage())))
                .build();
    }
}
