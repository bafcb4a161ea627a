package io.dosvm.engine.planted;

public interface IPlanted {}
