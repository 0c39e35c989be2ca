/** Models as they lie on disk and what their manifests say of them. */
package io.bactrian.model;
