package io.dosvm.engine.project;

import io.dosvm.Caller;
import io.dosvm.Images;
import io.dosvm.Instances;
import io.dosvm.Networks;
import io.dosvm.Project;
import io.dosvm.Vms;
import io.dosvm.Volumes;
import io.dosvm.value.Id;

/** What a project has, made by the rooms above this one. Without I/O. */
public interface ProjectParts {
    /** Its volumes. */
    Volumes volumes(Caller caller, Id<Project> project);

    /** Its images. */
    Images images(Caller caller, Id<Project> project);

    /** Its networks. */
    Networks networks(Caller caller, Id<Project> project);

    /** Its instances. */
    Instances instances(Caller caller, Id<Project> project);

    /** Its VMs. */
    Vms vms(Caller caller, Id<Project> project);
}
