package evalx.submission;

/** A submission has come to its end, whatever it is: an event for whoever counts or keeps them. */
public record SubmissionFinished(Result result) {}
