// The images of an engine: pull, load, import, save, tag, look at their layers, remove, and run one. GUI thread.
#pragma once
#include "ui/desk/image_rows.h"
#include "ui/desk/list_page.h"

namespace ui::desk {

class PullBar;

class ImagesPage : public ListPage
{
    Q_OBJECT
public:
    explicit ImagesPage(core::engine::Engine &engine, QWidget *parent = nullptr);

    void openPull();
    void showImage(const QString &reference); // chooses it once the list has it
    void pull(const QString &reference);
    // Files of this machine.
    void load(const QString &file);
    void import(const QString &file, const QString &reference);
    void save(const ImageChoice &choice, const QString &file);

Q_SIGNALS:
    void runRequested(const QString &image); // a container of it, by a form

protected:
    core::engine::OperationPtr fetch() override;
    std::vector<TableRow> rows() const override;
    void choose() override;
    void emptyAction() override { openPull(); }

private:
    void buildTools();
    std::optional<ImageChoice> current() const;
    core::engine::ImageStore *store() const;
    void askLoad();
    void askImport();
    void askSave();
    void askTag();
    void askRemove();
    void showLayers();

    std::vector<core::engine::Image> m_images;
    PullBar *m_pullBar;
    QAction *m_save = nullptr, *m_tag = nullptr;
    QString m_wanted; // to be chosen once the list has it
};

} // namespace ui::desk
