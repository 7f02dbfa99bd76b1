package dev.evenkeel.placement;

import dev.evenkeel.cluster.Pod;

/** A pod and what it asks for; made outside the lock, since making it parses. */
public record Applicant(Pod pod, Ask ask) {
    public static Applicant of(Pod pod) {
        return new Applicant(pod, Ask.of(pod));
    }
}
