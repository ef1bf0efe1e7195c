/// The weaver in javac: `-Xplugin:Magpie`.
///
/// Two parts that javac loads from the processor path, because neither can do the work alone:
///
/// - [MagpiePlugin] hears of each class twice: when its types are about to be found, and when its class file was
///   written. The first time [MisuseScanner] reads the tree for what must not be, the second time [GeneratedClasses]
///   weaves the file.
/// - [OutputProcessor] is an annotation processor that processes nothing. It is there because only a processor has a
///   `Filer`, and only a `Filer` knows where class files go ([ClassOutput]).
///
/// Everything is done with exported types: no `--add-exports`.
@NullMarked
package io.magpie.weaver.javac;

import org.jspecify.annotations.NullMarked;
