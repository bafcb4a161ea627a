package io.dosvm.engine.planted;

public final class PlantedImpl {}
