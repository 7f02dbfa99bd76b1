package dev.evenkeel.e2e;

import java.util.SplittableRandom;

/** How many pods the two Deployments of a Service have, before they are scaled and after. */
record ServiceSize(int web, int canary, int scaledWeb, int scaledCanary) {
    static final double LEAST_SCALE = 0.5;
    static final double MOST_SCALE = 1.5;

    static ServiceSize by(SplittableRandom random, int most) {
        int all = random.nextInt(2, most + 1);
        int canary = Math.max(1, (int) (all * random.nextDouble(0.1, 0.5)));
        return of(random, all - canary, canary);
    }

    /** Each Deployment by itself, so that each finds a host for every pod. */
    static ServiceSize strict(SplittableRandom random, int most) {
        return of(random, random.nextInt(1, most + 1), random.nextInt(1, most + 1));
    }

    private static ServiceSize of(SplittableRandom random, int web, int canary) {
        return new ServiceSize(
                web,
                canary,
                scaled(web, random.nextDouble(LEAST_SCALE, MOST_SCALE)),
                scaled(canary, random.nextDouble(LEAST_SCALE, MOST_SCALE)));
    }

    static int scaled(int pods, double by) {
        return Math.max(1, (int) Math.round(pods * by));
    }

    int created() {
        return web + canary;
    }

    int scaled() {
        return scaledWeb + scaledCanary;
    }

    int fewerWeb() {
        return Math.max(0, web - scaledWeb);
    }

    int fewerCanary() {
        return Math.max(0, canary - scaledCanary);
    }

    /** How many come, of either. */
    int more() {
        return Math.max(0, scaledWeb - web) + Math.max(0, scaledCanary - canary);
    }
}
