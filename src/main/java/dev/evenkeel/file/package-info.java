/**
 * A cluster from a file, as kubectl prints it.
 *
 * <p>In it: reading a dump ({@link dev.evenkeel.file.Dump}), its pods and nodes with what a scheduler goes by ({@link
 * dev.evenkeel.file.PodObject}, {@link dev.evenkeel.file.NodeObject}), and an API server in miniature that serves a
 * dump behind the ports that a real one is behind ({@link dev.evenkeel.file.FileCluster}).
 *
 * <p>What it keeps true: the file is never written; whatever is wrong with it is one line that says where ({@link
 * dev.evenkeel.file.DumpException}); what a dump leaves out is completed as an API server would have set it. It knows
 * neither {@code rehearse} nor {@code simulate}; they read dumps from here.
 *
 * <p>Start reading at {@code Dump}.
 */
@NullMarked
package dev.evenkeel.file;

import org.jspecify.annotations.NullMarked;
