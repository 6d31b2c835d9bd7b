package evalx.queue;

import evalx.submission.Token;

/** A reply to a JMS producer could not be sent: an event for whoever counts them. */
public record ReplyRefused(Token token) {}
