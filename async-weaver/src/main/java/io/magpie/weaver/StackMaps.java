package io.magpie.weaver;

import io.magpie.weaver.VarType.Reference;
import io.magpie.weaver.VarType.Simple;
import io.magpie.weaver.VarType.Uninitialized;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.UninitializedVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;

/// The stack map table of a block's method. Each of its frames begins with the block's frame and the context; objects
/// that are made later are left out.
final class StackMaps {

    private final ClassDesc frame;
    private final MethodCode code;
    private final Suspensions suspensions;
    private final List<StackMapFrameInfo> entries = new ArrayList<>();

    StackMaps(Analysis analysis) {
        frame = analysis.block().frame;
        code = analysis.code();
        suspensions = analysis.suspensions();
    }

    StackMapTableAttribute attribute() {
        return StackMapTableAttribute.of(entries);
    }

    static List<VarType> with(List<VarType> types, VarType last) {
        List<VarType> all = new ArrayList<>(types);
        all.add(last);
        return all;
    }

    /// Says what is known at a label.
    ///
    /// @param locals by slot of the lambda method, and then the temporaries
    void add(Label at, List<VarType> locals, List<VarType> stack) {
        List<VerificationTypeInfo> infos = new ArrayList<>();
        infos.add(ObjectVerificationTypeInfo.of(frame));
        infos.add(ObjectVerificationTypeInfo.of(Contract.CONTEXT));
        int last = locals.size() - 1;
        while (last >= 0 && locals.get(last) == Simple.TOP) {
            last--;
        }
        for (int slot = 0; slot <= last; slot++) {
            VarType type = locals.get(slot);
            infos.add(suspensions.isDelayed(type) ? Simple.TOP.info : info(type));
            if (type.isWide()) {
                slot++;
            }
        }
        List<VerificationTypeInfo> stackInfos = new ArrayList<>();
        for (VarType type : stack) {
            if (!suspensions.isDelayed(type)) {
                stackInfos.add(info(type));
            }
        }
        entries.add(StackMapFrameInfo.of(at, infos, stackInfos));
    }

    private VerificationTypeInfo info(VarType type) {
        return switch (type) {
            case Simple simple -> simple.info;
            case Reference(ClassDesc reference) -> ObjectVerificationTypeInfo.of(reference);
            case Uninitialized(int newAt) -> UninitializedVerificationTypeInfo.of(code.labelAt(newAt));
        };
    }
}
