package io.magpie.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A place for one element: what its owner looks at first. Anybody may take the element.
///
/// The place is an object of its own so that it can be replaced, and stays young: see [RenewableRing].
///
/// @param <E> what it holds
final class LifoSlot<E> {

    private static final VarHandle ELEMENT;
    private static final VarHandle PLACE;

    private static final class Place {
        /// Owner: null to element; anyone: element to null.
        @SuppressWarnings("unused") // through ELEMENT
        private @Nullable Object element;
    }

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ELEMENT = lookup.findVarHandle(Place.class, "element", Object.class);
            PLACE = lookup.findVarHandle(LifoSlot.class, "place", Place.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Written by the owner, only when it is empty: for a thief that still has the one before, that one stays empty.
    private Place place = new Place();

    // ---- owner

    /// Puts an element there, unless one is there already.
    boolean offer(E e) {
        Place here = place;
        if (ELEMENT.getOpaque(here) != null) {
            return false;
        }
        // Only the owner makes it non-null, so no thief can write in between. Publishes the element; pairs with the
        // thief's read in peek().
        ELEMENT.setRelease(here, (Object) Objects.requireNonNull(e, "e"));
        return true;
    }

    /// Takes the element; null if there is none.
    @SuppressWarnings("unchecked") // it holds an E or null
    @Nullable
    E take() {
        Place here = place;
        // Null is final here: only the owner makes it non-null.
        return ELEMENT.getOpaque(here) == null ? null : (E) ELEMENT.getAndSet(here, null);
    }

    /// Replaces the place. Not only where it happens to be empty: in a chain of tasks it may be full at each such moment.
    void renew() {
        E e = take();
        PLACE.setVolatile(this, new Place());
        if (e != null) {
            boolean empty = offer(e);
            assert empty : "only the owner fills it";
        }
    }

    // ---- anyone

    /// The element, which stays there; null if there is none.
    @SuppressWarnings("unchecked") // it holds an E or null
    @Nullable
    E peek() {
        return (E) ELEMENT.getVolatile(here());
    }

    /// Takes the element if it is the one that was observed.
    boolean take(Object observed) {
        return ELEMENT.compareAndSet(here(), observed, null);
    }

    /// Takes the element; null if there is none.
    @SuppressWarnings("unchecked") // it holds an E or null
    @Nullable
    E takeAny() {
        return (E) ELEMENT.getAndSet(here(), null);
    }

    private Place here() {
        return (Place) PLACE.getVolatile(this);
    }
}
