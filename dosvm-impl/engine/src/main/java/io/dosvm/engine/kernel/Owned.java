package io.dosvm.engine.kernel;

import io.dosvm.Caller;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ResourceRef;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An object of a project, as a caller's handle means it. Whose it is stands in the store alone, so that the authoriser
 * can be asked in the transaction of the verb only; that comes first there.
 *
 * @param kernel what it stands on
 * @param table where it is
 * @param caller on whose behalf
 * @param id which
 * @param scope the project out of whose catalog the handle came: of another, it does not exist; null for any
 */
public record Owned(
        Kernel kernel,
        NamedTable table,
        Caller caller,
        UUID id,
        @Nullable UUID scope) {
    /**
     * Lets nobody on who may not.
     *
     * @param action what is to be done, such as {@code vm.edit}
     * @return the object
     * @throws io.dosvm.error.DosvmException {@code FORBIDDEN}; {@code NOT_FOUND}, told only to those who might see it
     */
    public ResourceRef authorize(Tx tx, String action) {
        Optional<NamedTable.Belonging> found =
                table.belonging(tx, id).filter(object -> scope == null || scope.equals(object.project()));
        kernel.authorize(
                caller,
                action,
                found.map(NamedTable.Belonging::object).orElseGet(() -> new ResourceRef(table.kind(), id, "")),
                found.map(NamedTable.Belonging::project).or(() -> Optional.ofNullable(scope)));
        return found.map(NamedTable.Belonging::object).orElseThrow(() -> table.notFound("id", id.toString()));
    }
}
