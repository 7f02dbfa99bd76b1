/**
 * How balancers split a Service's external traffic, which balancer a Service has, and which workloads make its pods.
 *
 * <p>Keeps true: the shares of all serving pods sum to 1 as long as one gets traffic. Start reading at
 * {@link dev.evenkeel.traffic.TrafficModel}, then {@link dev.evenkeel.traffic.ServiceCatalog}.
 */
@NullMarked
package dev.evenkeel.traffic;

import org.jspecify.annotations.NullMarked;
