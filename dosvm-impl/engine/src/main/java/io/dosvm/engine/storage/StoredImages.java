package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.Image;
import io.dosvm.ImageSpec;
import io.dosvm.ImageStatus;
import io.dosvm.Images;
import io.dosvm.ListQuery;
import io.dosvm.Operation;
import io.dosvm.Page;
import io.dosvm.Subscription;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The images of a project in the store. */
final class StoredImages implements Images {
    private final StorageRoom room;
    private final Caller caller;
    private final UUID project;
    private final Catalogs catalog;

    StoredImages(StorageRoom room, Caller caller, UUID project) {
        this.room = room;
        this.caller = caller;
        this.project = project;
        this.catalog = new Catalogs(room.kernel(), ImageStore.TABLE, caller, project);
    }

    @Override
    public Image get(Id<Image> id) {
        return new ImageHandle(room, caller, id, project);
    }

    @Override
    public Optional<Image> find(String name) {
        return catalog.find(name).map(this::handle);
    }

    @Override
    public Image require(String name) {
        return handle(catalog.require(name));
    }

    @Override
    public Page<ImageStatus> list(Consumer<ListQuery> query) {
        return catalog.list(query, this::page);
    }

    @Override
    public Stream<ImageStatus> stream(Consumer<ListQuery> query) {
        return catalog.stream(query, this::page);
    }

    @Override
    public Subscription watch(EventListener listener) {
        return catalog.watch(listener);
    }

    @Override
    public Operation<Image> create(String name, Consumer<ImageSpec> spec) {
        ImageDraft draft = new ImageDraft();
        spec.accept(draft);
        return create(name, draft);
    }

    @Override
    public Operation<Image> ensure(String name, Consumer<ImageSpec> spec) {
        ImageDraft draft = new ImageDraft();
        spec.accept(draft);
        Optional<UUID> found = catalog.find(name);
        if (found.isEmpty()) {
            return create(name, draft);
        }
        ImageRow row = room.kernel().read("image.ensure", tx -> room.images().require(tx, found.get()));
        ImageStore.refuseDeleting(row);
        new Differences()
                .compare("sha256", draft.sha256().filter(s -> !row.sha256().isEmpty()), row.sha256())
                .compare("format", draft.format(), row.format())
                .compare("in", draft.pool(), row.pool())
                .compare("size", draft.upload().flatMap(ImageFile::length), row.size())
                .compare("description", draft.description(), row.description())
                .refuse(row.ref());
        return room.working(caller, ImageUploadWork.KIND, row.ref(), project, handle(found.get()));
    }

    private Operation<Image> create(String name, ImageDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.IMAGE, id, name);
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        kernel.authorize(caller, "image.create", where, Optional.of(project));
        Violations violations = new Violations();
        StorageRules.image(violations, name, draft);
        Optional<ImageFile> file = draft.upload().flatMap(path -> ImageFile.inspect(violations, path, draft.format()));
        violations.refuse();
        record Made(UUID image, Optional<UUID> operation) {}
        Made made = kernel.write(caller, "image.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "image " + project + " " + name, id);
            if (before.isPresent()) {
                // What was asked for and then taken back is not there: a repetition must not look like success.
                ImageStore.refuseDeleting(room.images().require(tx, before.get()));
                return new Made(before.get(), kernel.working(tx, before.get()));
            }
            room.images().insert(tx, Tables.PROJECT.require(tx, project), row(tx, id, name, draft, file.orElseThrow()));
            kernel.audit(
                    tx, caller, "image.create", ref, file.orElseThrow().path().toString());
            tx.event("image.created", ref, project, "image " + name + " was recorded");
            ImageUploadWork.Arguments arguments = new ImageUploadWork.Arguments(
                    file.orElseThrow().path().toString(), draft.sha256().orElse(""));
            return new Made(id, Optional.of(kernel.start(tx, caller, ImageUploadWork.KIND, ref, project, arguments)));
        });
        Image handle = handle(made.image());
        return made.operation()
                .map(operation -> kernel.operation(caller, operation, handle))
                .orElseGet(() -> kernel.done(
                        caller,
                        ImageUploadWork.KIND,
                        new ResourceRef(ResourceKind.IMAGE, made.image(), name),
                        project,
                        handle));
    }

    private ImageRow row(Tx tx, UUID id, String name, ImageDraft draft, ImageFile file) {
        return new ImageRow(
                id,
                project,
                room.poolFor(tx, project, "in", draft.pool()),
                name,
                draft.description().orElse(""),
                new Version(1),
                ImageRow.State.UPLOADING,
                file.format(),
                file.capacity(),
                file.size(),
                "");
    }

    private Page<ImageStatus> page(Tx tx, ListQuery query) {
        return ImageStore.TABLE.page(
                tx,
                project,
                query,
                "t.*",
                "",
                (row, context) -> ImageHandle.view(room, caller, tx, ImageRow.read(row)));
    }

    private Image handle(UUID id) {
        return get(Id.of(id));
    }
}
