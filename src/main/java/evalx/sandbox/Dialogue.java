package evalx.sandbox;

/**
 * How two programs ended that were joined: each read what the other wrote.
 *
 * @param interactorFirst whether the second one had ended before the first
 */
public record Dialogue(RunReport program, RunReport interactor, boolean interactorFirst) {}
