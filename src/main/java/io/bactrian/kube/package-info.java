/** The devices as the cluster has them: its API read by polling, trusted only as far as an answer can be, and kept on disk. */
package io.bactrian.kube;
