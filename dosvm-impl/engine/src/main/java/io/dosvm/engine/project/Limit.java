package io.dosvm.engine.project;

import io.dosvm.value.ByteSize;

/** What a quota can limit: the one list from which columns, fields and messages derive. */
public enum Limit {
    /** Instance definitions. */
    INSTANCES("instances", "instances", false),
    /** Virtual CPUs of VMs that are on. */
    VCPUS("vcpus", "vcpus", false),
    /** Guest memory of VMs that are on. */
    MEMORY("memory", "memory", true),
    /** Capacity of volumes. */
    DISK("disk", "disk", true),
    /** Images. */
    IMAGES("images", "images", false),
    /** Bytes of images. */
    IMAGE_BYTES("image_bytes", "imageBytes", true),
    /** Snapshots. */
    SNAPSHOTS("snapshots", "snapshots", false);

    private final String column;
    private final String text;
    private final boolean bytes;

    Limit(String column, String text, boolean bytes) {
        this.column = column;
        this.text = text;
        this.bytes = bytes;
    }

    /** The column of the limit itself. */
    String quotaColumn() {
        return "quota_" + column;
    }

    /** The column of what is used. */
    String usedColumn() {
        return "used_" + column;
    }

    /** The word that the API uses. */
    String text() {
        return text;
    }

    /** The field of a project that sets it. */
    String field() {
        return "quota." + text;
    }

    /** A value for people. */
    String shown(long value) {
        return bytes ? ByteSize.bytes(value).toString() : Long.toString(value);
    }
}
