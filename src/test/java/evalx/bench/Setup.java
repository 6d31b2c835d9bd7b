package evalx.bench;

/**
 * What all measures work with.
 *
 * @param cores as many programs run bare at a time
 */
record Setup(
    Options options, Server server, Parts parts, Progress progress, Notes notes, int cores) {}
