// Exactly the bytes that go with a question, before they go.
#pragma once
#include "core/assistant/assistant.h"

#include <QDialog>

namespace ui::assistant {

class ContextPreview : public QDialog
{
    Q_OBJECT
public:
    ContextPreview(const core::assistant::Context &context, const QString &provider, QWidget *parent);
};

} // namespace ui::assistant
