package io.magpie.weaver.javac;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardLocation;

/// Keeps class files in memory, as tools do that load what they compile at once.
final class MemoryOutput extends ForwardingJavaFileManager<JavaFileManager> {

    private final Map<String, byte[]> classFiles;

    MemoryOutput(JavaFileManager files, Map<String, byte[]> classFiles) {
        super(files);
        this.classFiles = classFiles;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
        return new Entry(className);
    }

    @Override
    public FileObject getFileForOutput(Location location, String packageName, String relativeName, FileObject sibling) {
        String name = relativeName.substring(0, relativeName.length() - ".class".length());
        return new Entry(packageName.isEmpty() ? name : packageName + "." + name);
    }

    @Override
    public boolean hasLocation(Location location) {
        return location == StandardLocation.CLASS_OUTPUT || super.hasLocation(location);
    }

    private final class Entry extends SimpleJavaFileObject {

        private final String className;

        Entry(String className) {
            super(URI.create("memory:///" + className.replace('.', '/') + ".class"), JavaFileObject.Kind.CLASS);
            this.className = className;
        }

        @Override
        public InputStream openInputStream() throws FileNotFoundException {
            byte[] contents = classFiles.get(className);
            if (contents == null) {
                throw new FileNotFoundException(className);
            }
            return new ByteArrayInputStream(contents);
        }

        @Override
        public OutputStream openOutputStream() {
            return new ByteArrayOutputStream() {
                @Override
                public void close() {
                    classFiles.put(className, toByteArray());
                }
            };
        }
    }
}
