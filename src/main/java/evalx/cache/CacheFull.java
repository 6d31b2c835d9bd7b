package evalx.cache;

/** Something was not cached, because Redis is full or away: an event for whoever counts it. */
public record CacheFull() {}
