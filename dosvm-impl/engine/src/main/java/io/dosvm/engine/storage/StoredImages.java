package io.dosvm.engine.storage;

import io.dosvm.Caller;
import io.dosvm.Image;
import io.dosvm.ImageSpec;
import io.dosvm.ImageStatus;
import io.dosvm.Images;
import io.dosvm.ListQuery;
import io.dosvm.Operation;
import io.dosvm.Page;
import io.dosvm.engine.kernel.Catalogs;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.StoredCatalog;
import io.dosvm.engine.kernel.Tables;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.engine.project.ProjectStore;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The images of a project in the store. */
final class StoredImages extends StoredCatalog<Image, ImageStatus, ImageDraft, Operation<Image>> implements Images {
    private final StorageRoom room;
    private final Caller caller;
    private final UUID project;

    StoredImages(StorageRoom room, Caller caller, UUID project) {
        super(new Catalogs(room.kernel(), ImageStore.TABLE, caller, project));
        this.room = room;
        this.caller = caller;
        this.project = project;
    }

    @Override
    public Operation<Image> create(String name, Consumer<ImageSpec> spec) {
        ImageDraft draft = new ImageDraft();
        spec.accept(draft);
        return make(name, draft);
    }

    @Override
    public Operation<Image> ensure(String name, Consumer<ImageSpec> spec) {
        ImageDraft draft = new ImageDraft();
        spec.accept(draft);
        return ensured(name, draft);
    }

    @Override
    protected Operation<Image> verified(UUID id, ImageDraft draft) {
        Kernel kernel = room.kernel();
        ImageRow row = kernel.read("image.ensure", tx -> room.images().require(tx, id));
        ImageStore.refuseDeleting(row);
        Differences differences = new Differences()
                .compare("format", draft.format(), row.format())
                .compare("in", draft.pool(), row.pool())
                .compare("size", draft.upload().flatMap(ImageFile::length), row.size())
                .compare("description", draft.description(), row.description());
        if (row.ready()) {
            differences.compare("sha256", draft.sha256(), row.sha256()).refuse(row.ref());
            if (draft.sha256().isEmpty() && draft.upload().isPresent()) {
                Duration atMost = kernel.deadline();
                differences
                        .compare(
                                "sha256",
                                Optional.of(ImageFile.sha256(draft.upload().get(), kernel.runtime(), atMost)),
                                row.sha256())
                        .refuse(row.ref());
            }
            return kernel.done(caller, ImageUploadWork.KIND, row.ref(), project, handle(id));
        }
        differences.refuse(row.ref());
        authorizeCreate();
        Optional<UUID> work = kernel.write(caller, "image.ensure", tx -> uploading(tx, id, draft));
        // Where its bytes have all arrived in between, they can be compared now.
        return work.isPresent() ? operation(row.ref(), work) : verified(id, draft);
    }

    /** The work after which an image is ready; none if it is. Begun here, where nothing works on it. */
    private Optional<UUID> uploading(Tx tx, UUID id, ImageDraft draft) {
        new ProjectStore().requireActive(tx, project);
        ImageRow row = room.images().lock(tx, id);
        ImageStore.refuseDeleting(row);
        if (row.ready()) {
            return Optional.empty();
        }
        Kernel kernel = room.kernel();
        Optional<UUID> work = kernel.underWay(tx, id, ImageUploadWork.KIND);
        if (work.isPresent()) {
            requireSameBytes(row, draft, work.get(), kernel.arguments(tx, work.get(), ImageUploadWork.Arguments.class));
            return work;
        }
        if (draft.upload().isEmpty()) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, "its bytes have never all arrived, and nothing brings them")
                    .resource(row.ref())
                    .hint("name the file to be uploaded again, or delete the image")
                    .build();
        }
        kernel.audit(
                tx,
                caller,
                "image.create",
                row.ref(),
                "uploaded again: " + path(draft.upload().get()));
        return Optional.of(kernel.start(
                tx,
                caller,
                ImageUploadWork.KIND,
                row.ref(),
                project,
                arguments(draft.upload().get(), draft)));
    }

    /** Whoever asks for other bytes than those that are on the way does not get these for his own. */
    private static void requireSameBytes(ImageRow row, ImageDraft draft, UUID work, ImageUploadWork.Arguments coming) {
        boolean same = draft.upload()
                        .map(asked -> path(asked).equals(coming.file()))
                        .orElse(true)
                && draft.sha256().map(asked -> asked.equals(coming.sha256())).orElse(true);
        if (!same) {
            throw DosvmException.of(
                            ErrorCode.WRONG_STATE,
                            "it is being made from " + coming.file()
                                    + (coming.sha256().isEmpty() ? "" : " that hashes to " + coming.sha256()))
                    .resource(row.ref())
                    .with("operation", work)
                    .hint("wait for that work, then ask again what differs")
                    .build();
        }
    }

    private static String path(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }

    private static ImageUploadWork.Arguments arguments(Path file, ImageDraft draft) {
        return new ImageUploadWork.Arguments(path(file), draft.sha256().orElse(""));
    }

    private Operation<Image> operation(ResourceRef image, Optional<UUID> work) {
        Image handle = handle(image.id());
        return work.map(operation -> room.kernel().operation(caller, operation, handle))
                .orElseGet(() -> room.kernel().done(caller, ImageUploadWork.KIND, image, project, handle));
    }

    private void authorizeCreate() {
        ResourceRef where = new ResourceRef(ResourceKind.PROJECT, project, "");
        room.kernel().authorize(caller, "image.create", where, Optional.of(project));
    }

    @Override
    protected Operation<Image> make(String name, ImageDraft draft) {
        Kernel kernel = room.kernel();
        UUID id = kernel.runtime().newId();
        ResourceRef ref = new ResourceRef(ResourceKind.IMAGE, id, name);
        authorizeCreate();
        Violations violations = new Violations();
        StorageRules.image(violations, name, draft);
        Optional<ImageFile> file = draft.upload().flatMap(path -> ImageFile.inspect(violations, path, draft.format()));
        violations.refuse();
        record Made(UUID image, Optional<UUID> operation) {}
        Made made = kernel.write(caller, "image.create", tx -> {
            Optional<UUID> before = kernel.requested(tx, draft.requestId(), "image " + project + " " + name, id);
            if (before.isPresent()) {
                // What was asked for and then taken back is not there: a repetition must not look like success.
                return new Made(before.get(), uploading(tx, before.get(), draft));
            }
            room.images().insert(tx, Tables.PROJECT.require(tx, project), row(tx, id, name, draft, file.orElseThrow()));
            kernel.audit(
                    tx, caller, "image.create", ref, file.orElseThrow().path().toString());
            tx.event("image.created", ref, project, "image " + name + " was recorded");
            return new Made(
                    id,
                    Optional.of(kernel.start(
                            tx,
                            caller,
                            ImageUploadWork.KIND,
                            ref,
                            project,
                            arguments(file.orElseThrow().path(), draft))));
        });
        return operation(new ResourceRef(ResourceKind.IMAGE, made.image(), name), made.operation());
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

    @Override
    protected Page<ImageStatus> page(Tx tx, ListQuery query) {
        return ImageStore.TABLE.page(
                tx, project, query, "t.*", "", (row, context) -> ImageHandle.view(room, caller, ImageRow.read(row)));
    }

    @Override
    protected Image handle(UUID id) {
        return new ImageHandle(room, caller, Id.of(id), project);
    }
}
