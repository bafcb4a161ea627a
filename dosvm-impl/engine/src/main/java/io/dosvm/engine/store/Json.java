package io.dosvm.engine.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import io.dosvm.value.Id;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.RequestId;
import io.dosvm.value.Secret;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Function;

/**
 * Values as JSON texts in the store. Fields that the reader does not know are passed over, so that adjacent versions
 * read each other's. Secrets are refused.
 */
public final class Json {
    private final ObjectMapper mapper;

    /** A writer and reader. */
    public Json() {
        SimpleModule values = new SimpleModule("dosvm");
        asText(values, HostUri.class, HostUri::parse);
        asText(values, IpAddress.class, IpAddress::parse);
        asText(values, MacAddress.class, MacAddress::parse);
        asText(values, Cidr.class, Cidr::parse);
        asText(values, RequestId.class, RequestId::new);
        asText(values, Id.class, text -> Id.of(UUID.fromString(text)));
        values.addSerializer(ByteSize.class, new Sizes());
        values.addDeserializer(ByteSize.class, new SizeReader());
        values.addSerializer(Secret.class, new NoSecrets());
        mapper = JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(values)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .build();
    }

    /** Writes a value, mostly a record. */
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw DosvmException.of(ErrorCode.INTERNAL, "a " + value.getClass().getName() + " cannot be written")
                    .cause(e)
                    .build();
        }
    }

    /** Reads what {@link #write} wrote, this version's or an adjacent one's. */
    public <T> T read(String text, Class<T> type) {
        try {
            T value = mapper.readValue(text, type);
            if (value == null) {
                throw unreadable(type);
            }
            return value;
        } catch (JsonProcessingException e) {
            e.clearLocation();
            throw DosvmException.of(ErrorCode.STORE_CORRUPT, "the store holds no readable " + type.getSimpleName())
                    .cause(e)
                    .build();
        }
    }

    private static DosvmException unreadable(Class<?> type) {
        return DosvmException.of(ErrorCode.STORE_CORRUPT, "the store holds no " + type.getSimpleName())
                .build();
    }

    private static <T> void asText(SimpleModule module, Class<T> type, Function<String, T> reader) {
        module.addSerializer(type, new ToStringSerializer(type));
        module.addDeserializer(type, new TextReader<>(reader));
    }

    private static final class TextReader<T> extends JsonDeserializer<T> {
        private final Function<String, T> reader;

        TextReader(Function<String, T> reader) {
            this.reader = reader;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return reader.apply(parser.getText());
        }
    }

    private static final class Sizes extends JsonSerializer<ByteSize> {
        @Override
        public void serialize(ByteSize value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeNumber(value.bytes());
        }
    }

    private static final class SizeReader extends JsonDeserializer<ByteSize> {
        @Override
        public ByteSize deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return new ByteSize(parser.getLongValue());
        }
    }

    private static final class NoSecrets extends JsonSerializer<Secret> {
        @Override
        public void serialize(Secret value, JsonGenerator out, SerializerProvider provider) throws IOException {
            throw new IOException("a secret must not be written");
        }
    }
}
