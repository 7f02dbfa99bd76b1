package dev.evenkeel.kubernetes.watch;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What this package's log says at WARN and above, until it is closed. */
final class WatchLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(WatchLog.class.getPackageName());
    private final PatternFormatter message = new PatternFormatter("%s");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    WatchLog() {
        setLevel(Level.WARNING);
        logger.addHandler(this);
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord line) {
        if (isLoggable(line)) {
            lines.add(message.format(line));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
