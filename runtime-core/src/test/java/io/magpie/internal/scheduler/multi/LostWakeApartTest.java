package io.magpie.internal.scheduler.multi;

/// The same while workers keep apart.
class LostWakeApartTest extends LostWakeTest {

    @Override
    boolean apart() {
        return true;
    }
}
