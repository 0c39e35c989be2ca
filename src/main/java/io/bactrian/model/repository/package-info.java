/** Where the versions of models are: the folder of models, scanned for versions that are complete. */
package io.bactrian.model.repository;
