package evalx.history;

/**
 * What is done about rows that are there already, between writing others.
 *
 * @param retention deletes the oldest
 * @param missedEnds ends those of which no end was heard
 */
record Upkeep(Retention retention, MissedEnds missedEnds) {}
