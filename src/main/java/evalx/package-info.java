/**
 * EvalX runs untrusted programs against test cases. The way of a submission through the packages:
 *
 * <ol>
 *   <li>{@code api} reads a request, and {@code format} its JSON. {@code dialect} reads those of
 *       other engines' clients.
 *   <li>{@code intake} checks it against the limits and creates its state in {@code result}.
 *   <li>{@code queue} sends it as a job through {@code broker}; it stays there until it has ended.
 *   <li>{@code adapter} takes a job when one of its places is free, and hands it to {@code queue}.
 *   <li>{@code work} counts the attempt, and decides whether the job runs, waits or ends.
 *   <li>{@code execution} runs it: {@code compilation} makes the program, {@code capacity} lets a
 *       run begin, {@code sandbox} runs it, and {@code verdict} judges what it printed.
 *   <li>{@code completion} stores the result and repeats its effects if the job comes again; {@code
 *       webhook} sends it to the receiver that the submission names.
 *   <li>{@code events} wakes clients that wait, and {@code push} tells them what happened; {@code
 *       history} and {@code telemetry} observe.
 * </ol>
 *
 * <p>{@code hint} explains failures to people who learn, and {@code advice} asks a language model.
 * {@code files} has what submissions name by its SHA-256 instead of carrying it. {@code node}
 * proves what a worker can run and reports it; {@code language} says how. {@code admin} is what
 * operators see and do. {@code threads} has the threads of beans that repeat or hand on tasks.
 */
@NullMarked
package evalx;

import org.jspecify.annotations.NullMarked;
