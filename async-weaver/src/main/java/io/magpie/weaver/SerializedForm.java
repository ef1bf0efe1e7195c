package io.magpie.weaver;

import io.magpie.weaver.Block.Parameter;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// How a serializable lambda is written: as before it was woven. The `$deserializeLambda$` of its class, whose call sites
/// are woven too, then makes a frame of what is read.
///
/// @param type the functional interface
/// @param name its method
/// @param method the type of that method
/// @param target the lambda method
/// @param instantiated the type of the method after its type arguments were put in
record SerializedForm(
        ClassDesc type, String name, MethodTypeDesc method, MethodHandleEntry target, MethodTypeDesc instantiated) {

    static final MethodTypeDesc REPLACE_TYPE = MethodTypeDesc.of(ConstantDescs.CD_Object);

    private static final ClassDesc SERIALIZED_LAMBDA = ClassDesc.of("java.lang.invoke.SerializedLambda");

    /// Writes the body of `writeReplace`.
    void write(Block block, CodeBuilder code) {
        MemberRefEntry called = target.reference();
        code.new_(SERIALIZED_LAMBDA)
                .dup()
                .loadConstant(block.outer)
                .loadConstant(internalName(type))
                .loadConstant(name)
                .loadConstant(method.descriptorString())
                .loadConstant(target.kind())
                .loadConstant(called.owner().asInternalName())
                .loadConstant(called.name().stringValue())
                .loadConstant(called.type().stringValue())
                .loadConstant(instantiated.descriptorString())
                .loadConstant(block.captures.size())
                .anewarray(ConstantDescs.CD_Object);
        for (int i = 0; i < block.captures.size(); i++) {
            Parameter capture = block.captures.get(i);
            code.dup().loadConstant(i).aload(0).getfield(block.frame, capture.field(), capture.type());
            Boxing.box(code, capture.type());
            code.aastore();
        }
        ClassDesc string = ConstantDescs.CD_String;
        code.invokespecial(
                        SERIALIZED_LAMBDA,
                        ConstantDescs.INIT_NAME,
                        MethodTypeDesc.of(
                                ConstantDescs.CD_void,
                                ConstantDescs.CD_Class,
                                string,
                                string,
                                string,
                                ConstantDescs.CD_int,
                                string,
                                string,
                                string,
                                string,
                                Contract.OBJECTS))
                .areturn();
    }

    private static String internalName(ClassDesc type) {
        String descriptor = type.descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
