package io.magpie.benchmarks.results;

import com.google.gson.JsonDeserializationContext;
import com.google.gson.JsonDeserializer;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import java.lang.reflect.Type;

/// A [Floor] as JSON: `{"toBaseline": 0.34}`, `{"atMost": 300}` or `"leastOfPeers"`. The first format had a number instead:
/// all its floors were ratios.
final class FloorJson implements JsonSerializer<Floor>, JsonDeserializer<Floor> {

    private static final String TO_BASELINE = "toBaseline";
    private static final String AT_MOST = "atMost";
    private static final String LEAST_OF_PEERS = "leastOfPeers";

    @Override
    public JsonElement serialize(Floor floor, Type type, JsonSerializationContext context) {
        return switch (floor) {
            case Floor.ToBaseline(double most) -> object(TO_BASELINE, most);
            case Floor.AtMost(double most) -> object(AT_MOST, most);
            case Floor.LeastOfPeers() -> new JsonPrimitive(LEAST_OF_PEERS);
        };
    }

    @Override
    public Floor deserialize(JsonElement json, Type type, JsonDeserializationContext context) {
        if (json instanceof JsonPrimitive number && number.isNumber()) {
            return new Floor.ToBaseline(number.getAsDouble());
        }
        if (json instanceof JsonPrimitive text && text.getAsString().equals(LEAST_OF_PEERS)) {
            return new Floor.LeastOfPeers();
        }
        if (json instanceof JsonObject object && object.has(TO_BASELINE)) {
            return new Floor.ToBaseline(object.get(TO_BASELINE).getAsDouble());
        }
        if (json instanceof JsonObject object && object.has(AT_MOST)) {
            return new Floor.AtMost(object.get(AT_MOST).getAsDouble());
        }
        throw new JsonParseException("a floor of no known kind: " + json);
    }

    private static JsonObject object(String name, double most) {
        JsonObject object = new JsonObject();
        object.addProperty(name, most);
        return object;
    }
}
