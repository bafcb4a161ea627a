/** The public API of the DOSVM SDK: nouns, values, errors and the host-driver SPI. */
module io.dosvm {
    requires static transitive org.jspecify;

    exports io.dosvm;
    exports io.dosvm.value;
    exports io.dosvm.error;
    exports io.dosvm.spi;

    uses io.dosvm.DosvmProvider;
    uses io.dosvm.spi.HostDriverProvider;
}
