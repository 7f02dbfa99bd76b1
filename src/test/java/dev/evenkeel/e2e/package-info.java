/**
 * End to end: evenkeel under the real control plane, nodes and kubelets played by kwok.
 *
 * <p>{@link dev.evenkeel.e2e.ControlPlane} is etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok as
 * processes of this machine; {@link dev.evenkeel.e2e.Installation} puts evenkeel beside it the way {@code k8s/} ships it;
 * {@link dev.evenkeel.e2e.EndToEnd} gives both to a test class.
 */
@NullMarked
package dev.evenkeel.e2e;

import org.jspecify.annotations.NullMarked;
