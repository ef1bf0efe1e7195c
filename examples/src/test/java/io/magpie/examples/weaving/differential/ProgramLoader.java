package io.magpie.examples.weaving.differential;

import java.util.Map;

/// Defines the classes of one batch of programs, as one mode has them.
final class ProgramLoader extends ClassLoader {

    private final Map<String, byte[]> classes;

    /// A loader of `classes`, binary names to class files. They come before what the class path has.
    ProgramLoader(Map<String, byte[]> classes) {
        super(ProgramLoader.class.getClassLoader());
        this.classes = classes;
        setDefaultAssertionStatus(true);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            byte[] classFile = classes.get(name);
            return classFile == null
                    ? super.loadClass(name, resolve)
                    : defineClass(name, classFile, 0, classFile.length);
        }
    }
}
