package dev.evenkeel.rehearse;

import java.util.Map;

/** What prioritize has answered. */
public sealed interface ScoreReply {
    /** Scores from 0 to 10 by node; a node that is not named has 0. */
    record Scores(Map<String, Integer> byNode) implements ScoreReply {
        public Scores {
            byNode = Map.copyOf(byNode);
        }
    }

    /** No answer. */
    record Failed(String message) implements ScoreReply {}
}
